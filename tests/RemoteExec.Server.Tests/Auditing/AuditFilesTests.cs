using RemoteExec.Server.Endpoints.Auditing;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Tests.Auditing;

public class AuditFilesTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("stage", "stage")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("a=1", "a=1")]
    public void Cell_IsTextToASpreadsheet(string? text, string cell) => Assert.Equal(cell, Csv.Cell(text));

    [Fact]
    public void Line_HasAsManyCellsAsTheHeader()
    {
        var row = new AuditRow(7, DateTimeOffset.UnixEpoch.AddMilliseconds(5), "anna", null, null, "sign-in", "anna", null, "::1", AuditOutcomes.Ok);

        Assert.Equal("7,1970-01-01T00:00:00.005Z,anna,,,sign-in,anna,,::1,ok\r\n", AuditFiles.Line(row));
        Assert.Equal(AuditFiles.Header.Split(',').Length, AuditFiles.Line(row).Split(',').Length);
    }
}
