using System.Text.Json;

namespace CgiHub.Cli.Sessions;

/// <summary>The file that holds a session: <c>$CGIHUB_HOME</c>, or <c>cgihub</c> below the user's configuration folder, and the profile's name.</summary>
/// <remarks>On Unix its mode is 0600 in a folder of mode 0700, and a file that others can read is refused; on Windows it lies in the user's profile, under that folder's access rules.</remarks>
internal sealed class SessionFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly string _path;

    private SessionFile(string path) => _path = path;

    /// <summary>The file of a profile.</summary>
    public static SessionFile Of(string profile)
    {
        if (profile.Length is 0 or > 64 || !profile.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw CommandFailedException.Usage("A profile is named with 1 to 64 letters, digits, - and _.");
        }

        var home = Environment.GetEnvironmentVariable("CGIHUB_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "cgihub");
        return new SessionFile(Path.Combine(home, profile + ".session.json"));
    }

    /// <summary>The session, or null where nobody is signed in.</summary>
    public Session? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_path) & Others) != 0)
        {
            throw new CommandFailedException(ExitCodes.SignIn, $"Others can read {_path}. Remove it and sign in again.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_path), CliJson.Default.Session);
        }
        catch (JsonException)
        {
            throw new CommandFailedException(ExitCodes.SignIn, $"{_path} is damaged. Sign in again.");
        }
    }

    /// <summary>Keeps a session, in place of the one before.</summary>
    public void Write(Session session)
    {
        var folder = Path.GetDirectoryName(_path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        WholeFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(session, CliJson.Default.Session), ownerOnly: true);
    }

    /// <summary>Forgets the session; false where there was none.</summary>
    public bool Delete()
    {
        var there = File.Exists(_path);
        File.Delete(_path);
        return there;
    }
}
