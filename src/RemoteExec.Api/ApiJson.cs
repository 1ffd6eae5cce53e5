using System.Text.Json;
using System.Text.Json.Serialization;
using RemoteExec.Api.Accounts;
using RemoteExec.Api.Auditing;
using RemoteExec.Api.Common;
using RemoteExec.Api.Events;
using RemoteExec.Api.Machines;
using RemoteExec.Api.Notices;
using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Api.Runs;
using RemoteExec.Api.Sequences;
using RemoteExec.Api.Settings;
using RemoteExec.Api.Tokens;

namespace RemoteExec.Api;

/// <summary>
/// JSON of the HTTP interface: camelCase, absent members are written as null. From metadata only: the generated fast path writes bytes that are not there as "".
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(MachineResource))]
[JsonSerializable(typeof(ListOf<MachineResource>))]
[JsonSerializable(typeof(IReadOnlyList<MachineResource>))]
[JsonSerializable(typeof(MachineChange))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(WakeResource))]
[JsonSerializable(typeof(IReadOnlyList<WakeResource>))]
[JsonSerializable(typeof(ProcessResource))]
[JsonSerializable(typeof(ListOf<ProcessResource>))]
[JsonSerializable(typeof(IReadOnlyList<ProcessResource>))]
[JsonSerializable(typeof(ProcessesAnswer))]
[JsonSerializable(typeof(ExecuteRequest))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(OutputItem))]
[JsonSerializable(typeof(ListOf<OutputItem>))]
[JsonSerializable(typeof(EventResource))]
[JsonSerializable(typeof(ListOf<EventResource>))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenResource))]
[JsonSerializable(typeof(ListOf<JoinTokenResource>))]
[JsonSerializable(typeof(IReadOnlyList<JoinTokenResource>))]
[JsonSerializable(typeof(ApiTokenRequest))]
[JsonSerializable(typeof(ApiTokenResource))]
[JsonSerializable(typeof(ListOf<ApiTokenResource>))]
[JsonSerializable(typeof(IReadOnlyList<ApiTokenResource>))]
[JsonSerializable(typeof(AccountResource))]
[JsonSerializable(typeof(ListOf<AccountResource>))]
[JsonSerializable(typeof(IReadOnlyList<AccountResource>))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(FirstAccountRequest))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(MeResource))]
[JsonSerializable(typeof(AuditResource))]
[JsonSerializable(typeof(ListOf<AuditResource>))]
[JsonSerializable(typeof(IReadOnlyList<AuditResource>))]
[JsonSerializable(typeof(SequenceResource))]
[JsonSerializable(typeof(ListOf<SequenceResource>))]
[JsonSerializable(typeof(IReadOnlyList<SequenceResource>))]
[JsonSerializable(typeof(RunHistoryRow))]
[JsonSerializable(typeof(IReadOnlyList<RunHistoryRow>))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResource))]
[JsonSerializable(typeof(ListOf<RunResource>))]
[JsonSerializable(typeof(IReadOnlyList<RunResource>))]
[JsonSerializable(typeof(CheckResource))]
[JsonSerializable(typeof(SettingsResource))]
[JsonSerializable(typeof(SettingResource))]
[JsonSerializable(typeof(AgentPasswordRequest))]
[JsonSerializable(typeof(AgentPasswordResource))]
[JsonSerializable(typeof(MailTestRequest))]
[JsonSerializable(typeof(MailTestResource))]
[JsonSerializable(typeof(NoticeResource))]
[JsonSerializable(typeof(ListOf<NoticeResource>))]
[JsonSerializable(typeof(IReadOnlyList<NoticeResource>))]
[JsonSerializable(typeof(ServerResource))]
[JsonSerializable(typeof(ReadinessResource))]
[JsonSerializable(typeof(ProblemResource))]
public sealed partial class ApiJson : JsonSerializerContext;
