using System.Security.Cryptography;
using System.Text;
using CgiHub.Core.Packets.Webhooks;
using CsCheck;

namespace CgiHub.Core.Tests.Packets.Webhooks;

public sealed class A_signature
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    [Fact]
    public void Is_what_another_implementation_makes_of_the_same() =>
        // Made with Python's hmac, base64 and hashlib.
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", At, """{"test": 2432232314}"""u8));

    [Fact]
    public void Depends_on_every_part() => Gen.Select(Gen.Byte.Array[24, 64], Gen.Byte.Array[0, 100]).Sample((key, body) =>
    {
        var secret = WebhookSecret.Parse("whsec_" + Convert.ToBase64String(key))!;
        var signed = secret.Sign("pk-1:1:NY0303000", At, body);
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes("pk-1:1:NY0303000.1614265330."), .. body])), signed);
        Assert.NotEqual(signed, secret.Sign("pk-1:2:NY0303000", At, body));
        Assert.NotEqual(signed, secret.Sign("pk-1:1:NY0303000", At.AddSeconds(1), body));
        Assert.NotEqual(signed, secret.Sign("pk-1:1:NY0303000", At, [.. body, 0]));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_!")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Needs_a_secret_that_is_long_enough(string? text) => Assert.Null(WebhookSecret.Parse(text));

    [Fact]
    public void Needs_a_secret_that_is_not_too_long() =>
        Assert.Equal((false, true), (WebhookSecret.Parse("whsec_" + Convert.ToBase64String(new byte[65])) is not null, WebhookSecret.Parse("whsec_" + Convert.ToBase64String(new byte[64])) is not null));
}
