using CgiHub.Board.Serving;

namespace CgiHub.Board.Tests;

public sealed class Files_of_the_board : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cgihub-board-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Are_found_by_their_exact_name_and_else_the_page_for_its_own_addresses()
    {
        Write("index.html", "page");
        Write("assets/a-1.js", "script");
        var files = new BoardFiles(_folder.FullName);

        Assert.True(files.Built);
        Assert.Equal(("text/javascript; charset=utf-8", true), (files.Find("assets/a-1.js")!.ContentType, files.Find("assets/a-1.js")!.Hashed));
        Assert.Same(files.Find("index.html"), files.Find(""));
        Assert.Same(files.Find("index.html"), files.Find("leads/ld-1"));
        Assert.Null(files.Find("assets/A-1.js"));
        Assert.Null(files.Find("../index.html"));
        Assert.Null(files.Find("leads/nothing.js"));
    }

    [Fact]
    public void Have_their_compressed_bytes_where_these_were_made_and_none_where_not()
    {
        Write("index.html", "page");
        Write("assets/a-1.js", "script");
        Write("assets/a-1.js.br", "br");
        var files = new BoardFiles(_folder.FullName);

        Assert.Equal("br"u8.ToArray(), files.Find("assets/a-1.js")!.Brotli!.Value.ToArray());
        Assert.Null(files.Find("assets/a-1.js")!.Gzip);
        Assert.Null(files.Find("index.html")!.Brotli);
        Assert.Null(files.Find("assets/a-1.js.br"));
    }

    [Fact]
    public void Are_none_where_the_board_was_not_built() => Assert.False(new BoardFiles(Path.Combine(_folder.FullName, "missing")).Built);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
