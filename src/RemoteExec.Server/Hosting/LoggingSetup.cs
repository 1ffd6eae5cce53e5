using System.Text.Json;
using Microsoft.Extensions.Logging.Console;

namespace RemoteExec.Server.Hosting;

/// <summary>One line per event for people, one JSON object per line for machines.</summary>
internal static class LoggingSetup
{
    internal static void AddServerLogging(this WebApplicationBuilder builder, bool json, BoundEndpoints bound)
    {
        var logging = builder.Logging;
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);

        // A failed start is said in one sentence by ServerRun; the host would say it again, with a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => bound.Opened && level >= LogLevel.Warning);

        // An exception that reached Kestrel is answered as a problem and logged by the page that answers it.
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error);
        if (json)
        {
            logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
                options.JsonWriterOptions = new JsonWriterOptions { Indented = false };
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "HH:mm:ss ";
                options.ColorBehavior = LoggerColorBehavior.Default;
            });
        }

        // Under systemd the journal has its own time and its own levels.
        builder.Services.AddSystemd();
    }
}
