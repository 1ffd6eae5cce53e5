using System.Text.Json;
using RemoteExec.Api;
using RemoteExec.Api.Settings;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Configuring;

/// <summary>Settings for people.</summary>
internal static class SettingsTable
{
    internal static void Print(Session session, SettingsResource settings)
    {
        if (session.Json)
        {
            session.PrintJson(settings, ApiJson.Default.SettingsResource);
            return;
        }

        Terminal.Table(session.Around, ["SETTING", "VALUE", "FROM", "RANGE"], settings.Items.Select(item => new[] { item.Name, Value(item), item.Source, item.Range }));
    }

    internal static string Value(SettingResource item) =>
        item.Secret ? item.Set ? "(set)" : ""
        : item.Value is not { } value ? ""
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Array when value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String) =>
                item.Set && value.GetArrayLength() == 0 ? "(empty)" : string.Join(',', value.EnumerateArray().Select(entry => entry.GetString())),
            _ => value.GetRawText(),
        };
}
