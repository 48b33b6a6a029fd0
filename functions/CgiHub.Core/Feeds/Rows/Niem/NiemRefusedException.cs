namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>An object of a NIEM message cannot be read as a row; it never leaves the form.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "Never leaves the form.")]
internal sealed class NiemRefusedException(FieldFault fault) : Exception(fault.Code)
{
    /// <summary>Why.</summary>
    public FieldFault Fault { get; } = fault;
}
