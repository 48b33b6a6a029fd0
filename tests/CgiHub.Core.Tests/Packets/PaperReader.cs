using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Outline;
using UglyToad.PdfPig.Tokens;

namespace CgiHub.Core.Tests.Packets;

/// <summary>A PDF as a reader has it: its text, its structure, its bookmarks.</summary>
internal sealed class PaperReader : IDisposable
{
    private readonly PdfDocument _document;

    public PaperReader(byte[] pdf) => _document = PdfDocument.Open(pdf);

    /// <summary>The text of each page, blanks and line ends alike a single blank.</summary>
    public IReadOnlyList<string> Pages => [.. _document.GetPages().Select(p => string.Join(' ', ContentOrderTextExtractor.GetText(p).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    public string Text => string.Join(' ', Pages);

    public string? Title => _document.Information.Title;

    public DictionaryToken Catalog => _document.Structure.Catalog.CatalogDictionary;

    public bool Marked => Whole(Catalog.Data["MarkInfo"]) is DictionaryToken info && info.TryGet(NameToken.Create("Marked"), out BooleanToken marked) && marked.Data;

    public IReadOnlyList<string> Bookmarks => _document.TryGetBookmarks(out var bookmarks) ? [.. bookmarks.GetNodes().Select(n => n.Title)] : [];

    public int Images => _document.GetPages().Sum(p => p.NumberOfImages);

    /// <summary>The elements of the structure in the order in which they are read, each as its kind and its alternative text.</summary>
    public IReadOnlyList<(string Kind, string? Shows, bool Column)> Tags => [.. Walk(Catalog.Data["StructTreeRoot"])];

    public void Dispose() => _document.Dispose();

    private IEnumerable<(string Kind, string? Shows, bool Column)> Walk(IToken token)
    {
        switch (Whole(token))
        {
            case ArrayToken array:
                foreach (var found in array.Data.SelectMany(Walk))
                {
                    yield return found;
                }

                break;
            case DictionaryToken element:
                if (element.TryGet(NameToken.S, out NameToken kind))
                {
                    var column = element.TryGet(NameToken.A, out var attributes) && Whole(attributes) is DictionaryToken a && a.TryGet(NameToken.Create("Scope"), out NameToken scope) && scope.Data == "Column";
                    yield return (kind.Data, element.TryGet(NameToken.Create("Alt"), out var alt) ? Said(alt) : null, column);
                }

                if (element.TryGet(NameToken.K, out var kids))
                {
                    foreach (var found in Walk(kids))
                    {
                        yield return found;
                    }
                }

                break;
        }
    }

    private string? Said(IToken token) => Whole(token) switch { StringToken s => s.Data, HexToken h => h.Data, _ => null };

    private IToken Whole(IToken token) => token is IndirectReferenceToken reference ? _document.Structure.GetObject(reference.Data).Data : token;
}
