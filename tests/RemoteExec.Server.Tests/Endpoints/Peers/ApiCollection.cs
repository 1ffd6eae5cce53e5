namespace RemoteExec.Server.Tests.Endpoints.Peers;

/// <summary>One server for all who leave it as it was; each test has machines of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiServer>
{
    internal const string Name = "HTTP interface";
}
