namespace RemoteExec.Server.Endpoints.Info;

/// <summary>What a person sees who opens the server's address in a browser. One file, nothing from elsewhere.</summary>
internal static class LandingPage
{
    /// <summary>Maps <c>/</c>.</summary>
    internal static void MapLandingPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return TypedResults.Text(Html, "text/html; charset=utf-8");
        }).ExcludeFromDescription();

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>RemoteExec</title>
        <style>
        :root { color-scheme: light dark; --ink: #1b2330; --soft: #556175; --paper: #f6f7f9; --card: #fff; --line: #dfe3ea; --blue: #1d5fd1; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8ecf3; --soft: #a3aebf; --paper: #12161d; --card: #1a202a; --line: #2c3542; --blue: #86b2ff; } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
        main { max-width: 44rem; margin: 0 auto; padding: 4rem 1.5rem; }
        h1 { margin: 0; font-size: 2.2rem; letter-spacing: -.02em }
        h1 + p { margin-top: .4rem; color: var(--soft); font-size: 1.1rem }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.2rem 1.5rem; margin-top: 1.25rem }
        h2 { margin: 0 0 .4rem; font-size: 1.05rem }
        p { margin: .4rem 0 }
        pre { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; overflow-x: auto; font: 14px/1.6 ui-monospace, monospace; margin: .6rem 0 }
        a { color: var(--blue) }
        a:focus-visible { outline: 2px solid var(--blue); outline-offset: 3px; border-radius: 3px }
        ul { margin: .3rem 0; padding-left: 1.2rem }
        </style>
        </head>
        <body>
        <main>
        <h1>RemoteExec</h1>
        <p>Starts, watches and stops programs on many machines, in order, from one place. This server is running.</p>
        <section>
        <h2>From the command line</h2>
        <p>On this machine the command line finds the server and its token by itself:</p>
        <pre>remoteexec machines
        remoteexec run '*' -- uname -a</pre>
        <p>Others need an account. Make the first one here, an administrator's, and sign in with it anywhere:</p>
        <pre>remoteexec account create NAME --role admin
        remoteexec login http://HOST:PORT --user NAME</pre>
        </section>
        <section>
        <h2>Bring a machine in</h2>
        <p>Make a join token here, then start the agent there:</p>
        <pre>remoteexec-server token create --ttl 1h
        remoteexec-agent run --server HOST:PORT --token-file FILE --allow /usr/bin</pre>
        </section>
        <section>
        <h2>For programs</h2>
        <ul>
        <li><a href="/scalar">The HTTP interface, page by page</a></li>
        <li><a href="/openapi/v1.json">The same as OpenAPI</a></li>
        <li><a href="/readyz">Is it ready?</a> · <a href="/healthz">Is it alive?</a> · <a href="/metrics">Metrics</a></li>
        </ul>
        </section>
        </main>
        </body>
        </html>
        """;
}
