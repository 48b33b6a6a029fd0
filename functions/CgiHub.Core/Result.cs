using System.Diagnostics.CodeAnalysis;

namespace CgiHub.Core;

/// <summary>A value, or the <see cref="Error"/> that stands in its way. Exceptions are for the unexpected only.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    /// <summary>The error, or null where there is a value.</summary>
    public Error? Error { get; }

    /// <summary>The value; throws where there is an error.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"No value: error {Error.Number}.");

    /// <summary>Takes the value apart from the error.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Error? error)
    {
        (value, error) = (_value, Error);
        return error is null;
    }

    /// <summary>Goes on with the value, or carries the error along.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return Error is null ? next(_value!) : Error;
    }

    /// <summary>Goes on with the value, or carries the error along.</summary>
    public async Task<Result<TNext>> Then<TNext>(Func<T, Task<Result<TNext>>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return Error is null ? await next(_value!) : Error;
    }

    /// <summary>A value is a result.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>An error is a result.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error ?? Errors.Unexpected());
}

/// <summary>Nothing to tell beyond that it was done (HTTP 204).</summary>
public readonly record struct Done;
