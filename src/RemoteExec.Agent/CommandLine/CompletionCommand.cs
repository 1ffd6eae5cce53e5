using System.CommandLine;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>completion bash|zsh|fish</c>: prints what the shell sources. The program itself answers what fits.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _remoteexec_agent() {
            local IFS=$'\n'
            COMPREPLY=( $(compgen -W "$(remoteexec-agent "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -o default -F _remoteexec_agent remoteexec-agent
        """;

    private const string Zsh = """
        #compdef remoteexec-agent
        _remoteexec_agent() {
            local -a found
            found=( ${(f)"$(remoteexec-agent "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)"} )
            compadd -a found
        }
        compdef _remoteexec_agent remoteexec-agent
        """;

    private const string Fish = """
        complete -c remoteexec-agent -a '(remoteexec-agent "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    internal static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print the completion script of a shell; source it from the shell's start-up file") { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
