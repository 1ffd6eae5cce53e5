namespace RemoteExec.Server.Settings;

/// <summary>Where a value comes from; later ones win.</summary>
internal enum SettingOrigin
{
    BuiltIn,
    File,
    Api,
    Environment,
    Option,
}

/// <summary>Words for origins, as the HTTP interface has them.</summary>
internal static class SettingOrigins
{
    internal static string ToWord(this SettingOrigin origin) => origin switch
    {
        SettingOrigin.File => "file",
        SettingOrigin.Api => "api",
        SettingOrigin.Environment => "environment",
        SettingOrigin.Option => "option",
        _ => "built-in",
    };
}
