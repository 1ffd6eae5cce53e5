using RemoteExec.Fuzz;

if (FuzzSettings.Parse(args) is not { } settings)
{
    Console.Error.WriteLine("usage: dotnet run --project fuzz/RemoteExec.Fuzz -- [--seconds N | --rounds N] [--seed N]");
    return 2;
}

return new FuzzRun(settings, Console.Out).Go();
