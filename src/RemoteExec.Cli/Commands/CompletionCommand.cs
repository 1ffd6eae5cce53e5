using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>completion bash|zsh|fish</c></summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _remoteexec() {
            local IFS=$'\n'
            COMPREPLY=( $(compgen -W "$(remoteexec "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -o default -F _remoteexec remoteexec
        """;

    private const string Zsh = """
        #compdef remoteexec
        _remoteexec() {
            local -a found
            found=( ${(f)"$(remoteexec "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)"} )
            compadd -a found
        }
        compdef _remoteexec remoteexec
        """;

    private const string Fish = """
        complete -c remoteexec -a '(remoteexec "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    internal static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a shell's completion script; source it from the shell's start-up file") { shell };
        context.Sets(command, (parsed, session, _) =>
        {
            session.Line(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
