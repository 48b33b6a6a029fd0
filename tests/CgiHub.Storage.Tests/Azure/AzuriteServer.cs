using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>
/// One Azurite for all tests of this process, on a free port of loopback and in memory. It speaks TLS and takes bearer tokens,
/// so that the store runs as in Azure: no account key anywhere, upload addresses signed by a user-delegation key.
/// </summary>
internal sealed partial class AzuriteServer
{
    /// <summary>The header by which a request says how much time has passed for its test (azurite-clock.cjs).</summary>
    public const string Clock = "x-cgihub-clock";

    private static readonly Lazy<Task<AzuriteServer>> Shared = new(StartAsync);

    private AzuriteServer(Uri service, string? reason, HttpMessageHandler? handler) => (Service, Reason, Handler) = (service, reason, handler);

    /// <summary>The blob service.</summary>
    public Uri Service { get; }

    /// <summary>Speaks to it, and trusts its certificate and no other.</summary>
    public HttpMessageHandler? Handler { get; }

    private string? Reason { get; }

    /// <summary>The server; the test is skipped, saying why, where there is none to be had.</summary>
    public static async Task<AzuriteServer> UseAsync()
    {
        var server = await Shared.Value;
        Skip.If(server.Reason is not null, server.Reason);
        return server;
    }

    private static async Task<AzuriteServer> StartAsync()
    {
        var (script, reason) = await AzuritePackage.FindAsync();
        if (script is null)
        {
            return new AzuriteServer(new Uri("https://127.0.0.1"), reason, null);
        }

        var folder = Directory.CreateTempSubdirectory("cgihub-azurite").FullName;
        using var certificate = Certificate(folder);
        var start = new ProcessStartInfo("node",
        [
            "--require", Path.Combine(AppContext.BaseDirectory, "Azure", "azurite-clock.cjs"), script,
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            "--oauth", "basic", "--cert", Path.Combine(folder, "cert.pem"), "--key", Path.Combine(folder, "key.pem"),
        ])
        { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(process, folder);

        var said = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (Listening().Match(line) is { Success: true } found)
            {
                // What it says later is read, so that it never waits for a reader.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                var thumbprint = certificate.Thumbprint;
                var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, PooledConnectionLifetime = TimeSpan.FromMinutes(1) };
                handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 given && given.Thumbprint == thumbprint;
                return new AzuriteServer(new Uri($"https://127.0.0.1:{found.Groups[1].Value}/devstoreaccount1"), null, handler);
            }
        }

        throw new InvalidOperationException($"Azurite ended: {said}{await process.StandardError.ReadToEndAsync()}");
    }

    private static X509Certificate2 Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=azurite of the tests", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private static void Stop(Process process, string folder)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex("successfully listens on https://127\\.0\\.0\\.1:([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Listening();
}
