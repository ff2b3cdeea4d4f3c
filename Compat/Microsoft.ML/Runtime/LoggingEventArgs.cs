using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message that reached <see cref="MLContext.Log"/>.</summary>
public class LoggingEventArgs : EventArgs
{
    /// <summary>A message without kind and source.</summary>
    public LoggingEventArgs(string message)
    {
        Message = message;
    }

    /// <summary>A message with its kind and source.</summary>
    public LoggingEventArgs(string message, ChannelMessageKind kind, string? source)
    {
        RawMessage = message;
        Kind = kind;
        Source = source;
        Message = $"[Source={Source}, Kind={Kind}] {RawMessage}";
    }

    /// <summary>The component and channel that sent it: "component; channel".</summary>
    public string? Source { get; }

    /// <summary>How important it is.</summary>
    public ChannelMessageKind Kind { get; }

    /// <summary>The text, with source and kind in front.</summary>
    public string Message { get; }

    /// <summary>The text as it was sent; null where kind and source were not given.</summary>
    public string? RawMessage { get; }
}
