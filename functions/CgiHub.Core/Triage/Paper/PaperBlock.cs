namespace CgiHub.Core.Triage.Paper;

/// <summary>Something that takes a part of the column: it knows how high it is before it is drawn, so that pages can be filled first and drawn after.</summary>
internal abstract class PaperBlock
{
    /// <summary>It stands on the page of what follows it.</summary>
    public virtual bool WithNext => false;

    /// <summary>How high it is in a column of this width.</summary>
    public abstract double Height(PaperSheet sheet, double width);

    /// <summary>How much of it must stand together at least, beginning with its first line.</summary>
    public virtual double Least(PaperSheet sheet, double width) => Height(sheet, width);

    /// <summary>What of it fits, and what is left; nothing fits where it cannot be parted.</summary>
    public virtual (PaperBlock? Fits, PaperBlock? Left) Split(PaperSheet sheet, double width, double room) => (null, this);

    /// <summary>Draws it with its upper left corner there.</summary>
    public abstract void Draw(PaperSheet sheet, double x, double y, double width);
}
