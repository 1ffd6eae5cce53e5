using System.Text;

namespace RemoteExec.Fuzz;

/// <summary>Packets of every kind, right and nearly right: mutations of these reach further than noise.</summary>
internal static class Corpus
{
    internal static readonly byte[][] Packets =
    [
        .. new[]
        {
            """{"data":{"publicKey":"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=","extensions":["identity","setup","journal","kill","ping","output"]}}""",
            """{"data":{"identity":{"key":"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=","signature":"AAAA"}}}""",
            """{"data":{"authenticate":{"key":"AAAA","signature":"AAAA","password":"topsecret","token":{"id":"AAAA","mac":"AAAA"}}}}""",
            """{"data":{"authenticate":"topsecret"}}""",
            """{"data":{"authVerification":{"accepted":true,"accapted":true,"message":""}}}""",
            """{"data":{"execute":[{"id":10,"name":"player","delay":1000,"application":"mpv","path":"/usr/bin/","arguments":["--fs","show.mkv"]}]}}""",
            """{"data":{"execute":{"executables":[{"id":"a:b","application":"x","arguments":"\"a b\" c\\\\\" d"}]}}}""",
            """{"data":{"execute":[{"id":1,"application":"x","environment":{"A":"1"},"workingDirectory":"/tmp","timeout":25e2,"restart":{}}]}}""",
            """{"data":{"execute":[{"id":1,"application":"x","restart":{"on":"always","attempts":3,"within":6e4,"backoff":0},"expected":[0,255],"ready":{"log":"up (on|at) \\d+","timeout":1000},"stop":{"grace":0},"user":"a$","limits":{"memory":1048576,"cpu":1e-2,"processes":1}}]}}""",
            """{"data":{"execute":[{"id":1,"application":"x","ready":{"running":2000}},{"id":2,"application":"x","ready":{"http":"http://[::1]:80/"}},{"id":3,"application":"x","ready":{"port":1,"exit":0}}]}}""",
            """{"data":{"executed":[{"id":null,"started":false,"message":"no id"},{"id":7,"started":true}],"seq":17}}""",
            """{"data":{"processStatus":[{"id":10,"state":"EXITED","message":"x","exitCode":3,"attempt":1,"at":1790000000000000},{"id":1,"state":2}],"seq":1e1}}""",
            """{"data":{"setup":{"id":"m-a","name":"left","labels":{"wall":"east"},"addresses":["192.0.2.7"],"executableTree":[{"path":"/opt","files":[],"folders":[]}],"facts":{"cores":8}}}}""",
            """{"data":{"setupComplete":{"id":"m-a","name":"left-2"}}}""",
            """{"data":{"browse":{"path":"/opt"},"browsed":{"path":"/opt","files":["a"],"folders":["b"],"truncated":true,"message":""}}}""",
            """{"data":{"snapshot":{"complete":true,"highestId":23}}}""",
            """{"data":{"ack":{"seq":17,"output":[{"id":10,"stream":"stdout","offset":4104}]}}}""",
            """{"data":{"kill":{"processes":[{"id":10}],"grace":5000}}}""",
            """{"data":{"ping":{"t0":1},"pong":{"t0":1,"t1":2,"t2":3},"bye":{"reason":"shutdown","reconnectAfter":500}}}""",
            """{"data":{"output":[{"id":10,"stream":"stderr","offset":0,"bytes":"/w=="},{"id":10,"stream":"stdout","offset":0,"text":"\ud83d\ude00\n"}]}}""",
            """{"data":{"":{},"holder":{"holder2":"\u0061"}},"error":{"code":102}}""",
            """{"error":{"code":2.00e2}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Pieces that mean something to a reader.</summary>
    internal static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\udc00", "\\u0000", "\\u0022", "null", "true", "-1", "-0", "1e999", "1e-30", "0.5", "9007199254740992",
            "18446744073709551616", "{}", "[]", "[[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":", "\"\"", "/*", "//", "é", "\u2028", "\"data\":", "\"error\":", "\"seq\":", "\"id\":",
        }.Select(Encoding.UTF8.GetBytes),
        [0x00], [0xFF], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0x16, 0x03], [0x00, 0x00, 0x20, 0x01], [0xFF, 0xFF, 0xFF, 0xFF],
    ];
}
