using System.Text.RegularExpressions;
using RemoteExec.Protocol.Errors;

namespace RemoteExec.Protocol.Tests.Errors;

public partial class WireErrorCodeTests
{
    public static TheoryData<WireErrorCode> Codes => [.. Enum.GetValues<WireErrorCode>()];

    // Append only: a number never changes and is never used again.
    [Fact]
    public void Codes_Numbers_AreStable() =>
        Assert.Equal(
            [
                "None=0", "KeyNotReceived=100", "AddressNotAllowed=101", "WrongPassword=102", "NotAuthenticated=103", "IdentityRefused=104",
                "RateLimited=105", "CouldNotDecrypt=110", "InvalidData=200", "TooLarge=201",
            ],
            Enum.GetValues<WireErrorCode>().Select(code => $"{code}={(int)code}"));

    [Fact]
    public void Codes_AreThoseOfTheSpecification() =>
        Assert.Equal(
            RowPattern().Matches(Repository.Read("docs/protocol.md")).Select(match => int.Parse(match.Groups[1].ValueSpan)),
            Enum.GetValues<WireErrorCode>().Where(code => code != WireErrorCode.None).Select(code => (int)code));

    [Theory]
    [InlineData(WireErrorCode.KeyNotReceived, WireErrorCode.KeyNotReceived)]
    [InlineData(WireErrorCode.AddressNotAllowed, WireErrorCode.AddressNotAllowed)]
    [InlineData(WireErrorCode.WrongPassword, WireErrorCode.WrongPassword)]
    [InlineData(WireErrorCode.NotAuthenticated, null)]
    [InlineData(WireErrorCode.IdentityRefused, WireErrorCode.WrongPassword)]
    [InlineData(WireErrorCode.RateLimited, WireErrorCode.WrongPassword)]
    [InlineData(WireErrorCode.CouldNotDecrypt, WireErrorCode.CouldNotDecrypt)]
    [InlineData(WireErrorCode.InvalidData, WireErrorCode.InvalidData)]
    [InlineData(WireErrorCode.TooLarge, WireErrorCode.TooLarge)]
    public void ForPlainPeer_Code_IsOneThatTheSeedKnows(WireErrorCode code, WireErrorCode? told) => Assert.Equal(told, code.ForPlainPeer());

    [Fact]
    public void MeansRefused_IsSaidOfWhatTryingAgainCannotHelp() =>
        Assert.Equal(
            [WireErrorCode.AddressNotAllowed, WireErrorCode.WrongPassword, WireErrorCode.IdentityRefused, WireErrorCode.RateLimited],
            Enum.GetValues<WireErrorCode>().Where(code => code.MeansRefused()));

    // docs/protocol.md §6: an unknown code counts as the first of its hundred.
    [Theory]
    [InlineData(0, false)]
    [InlineData(100, true)]
    [InlineData(110, true)]
    [InlineData(199, true)]
    [InlineData(200, false)]
    [InlineData(201, true)]
    [InlineData(299, false)]
    public void EndsConnection_Code_IsTrueForThoseOfTheConnection(int code, bool ends) => Assert.Equal(ends, ((WireErrorCode)code).EndsConnection());

    [Theory]
    [MemberData(nameof(Codes))]
    public void Describe_Code_IsASentence(WireErrorCode code) => Assert.True(code.Describe().Length > 20, code.ToString());

    [Fact]
    public void Describe_UnknownCode_NamesItsNumber() => Assert.Contains("777", ((WireErrorCode)777).Describe(), StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (\d{3}) \*? ?\|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
