namespace RemoteExec.Protocol.Tests.Vectors;

/// <summary>
/// From tweetnacl-js, test/data/box.random.js: public key, secret key, message and box in base64, under a nonce of 24 zeros.
/// </summary>
internal static class TweetNaClVectors
{
    internal static readonly (string PublicKey, string SecretKey, string Message, string Box)[] All =
    [
        ("vSwMiFeDLVceYF4LXzDB45w7O6jMzTF28yiYpe27Sk8=", "fRU+1AfJ8wFqZcRKlwzJAMmFD42dpLFOHUrCFRUefKE=",
            "", "BYBUxOk5euqUOwj9VcpS3Q=="),
        ("crNyguMzuWFKswc4FRgLihOKnlMOTGAEnn3aanWMMlU=", "7dt5UoF7iAqRIpXqdg2ilxPjJOLLXgsnPVq1KXV5Ss8=",
            "iw==", "V3i1MFPjZmfl80XqqKFuHvA="),
        ("uhqLdCNg5nwdLyjiOnuX6HDC5LbFX/N4M0SkK4IKF20=", "t65ucUz34mxwqT9JIuRSNM4MUIbyFnPzJMmc5NWDamg=",
            "dFhIq9f++8vKYWP9wWH3GQ==", "lkGU7Upq42Zuv+aDF8d9L/etXwtINER7JXUucnjNhRM="),
        ("qSyzGOJiNb/0I2DYAC1vnTM7ewvWs5gmulNSTQldlj4=", "evqDkl/9eWvBSiYr4XIDKyqQl4+R13ss7AEMQRa3koA=",
            "ZHDXcbkTFOx4odt3OmvDBCxI9jDY3l0JIdBifqYOkOc=", "dTslfLEecF6bvHjBCTvoJycCy6gUnAt2PlwDUM0ZkdjEGSxqx0PFb0Clex4RnXnb"),
    ];
}
