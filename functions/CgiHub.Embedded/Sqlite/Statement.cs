using System.Text;
using SQLitePCL;

namespace CgiHub.Embedded.Sqlite;

/// <summary>A prepared statement. Parameters count from 1 and columns from 0, as in SQLite itself. Reset it after use.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle)
{
    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value), "bind");
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    /// <summary>Binds UTF-8 as text.</summary>
    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        database.Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, index, "") : raw.sqlite3_bind_text(handle, index, utf8), "bind");
        return this;
    }

    public Statement BindText(int index, string? text)
    {
        if (text is null)
        {
            return BindNull(index);
        }

        var max = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = max <= 1024 ? stackalloc byte[max] : new byte[max];
        return BindText(index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> bytes)
    {
        database.Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, bytes), "bind");
        return this;
    }

    public Statement BindNull(int index)
    {
        database.Check(raw.sqlite3_bind_null(handle, index), "bind");
        return this;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            // Resetting first frees the statement for its next use; the message stays with the connection.
            try
            {
                database.Check(code, "step");
            }
            finally
            {
                Reset();
            }
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs to the end and resets; tells how many rows were changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        Reset();
        return database.Changes;
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>A text or blob column; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Frees it; its connection does that when it closes.</summary>
    public void Finish() => handle.Dispose();
}
