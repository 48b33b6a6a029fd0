using System.Net.Http.Headers;

namespace CgiHub.Cli.Evidence;

/// <summary>A file as a body that tells how far it has come.</summary>
internal static class FileContent
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>The body; the file is read while it is sent.</summary>
    public static HttpContent Of(string path, Action<long> progress)
    {
        var content = new StreamContent(new CountedStream(Open(path), progress), BufferBytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    /// <summary>Opens a file to be read from its beginning to its end.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Counts what is read; what a broken attempt had counted is taken back when it is disposed.</summary>
    private sealed class CountedStream(FileStream file, Action<long> progress) : Stream
    {
        private long _counted;
        private bool _ended;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await file.ReadAsync(buffer, cancellationToken);
            _ended |= read == 0 || file.Position == file.Length;
            _counted += read;
            progress(read);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                if (!_ended && _counted > 0)
                {
                    progress(-_counted);
                    _counted = 0;
                }

                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
