using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>The listeners of an environment, by the type of message they take.</summary>
internal sealed class MessageListeners
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Type, Delegate> _listeners = [];

    public void Add<TMessage>(Action<ChannelSource, TMessage> listener)
    {
        lock (_lock)
            _listeners[typeof(TMessage)] = Delegate.Combine(_listeners.GetValueOrDefault(typeof(TMessage)), listener);
    }

    public void Dispatch<TMessage>(ChannelSource source, TMessage message)
    {
        Delegate? listener;
        lock (_lock)
            _listeners.TryGetValue(typeof(TMessage), out listener);
        (listener as Action<ChannelSource, TMessage>)?.Invoke(source, message);
    }
}

/// <summary>Hands every message to the environment's listeners.</summary>
internal class Pipe<TMessage>(ChannelSource parent, string name, MessageListeners listeners)
    : ChannelSource(name, parent.FullName), IPipe<TMessage>
{
    public void Send(TMessage msg) => listeners.Dispatch(this, msg);

    public virtual void Dispose()
    {
    }
}

/// <summary>A pipe of text messages that says when it starts and ends.</summary>
internal sealed class Channel : Pipe<ChannelMessage>, IChannel
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private bool _disposed;

    public Channel(ChannelSource parent, string name, MessageListeners listeners)
        : base(parent, name, listeners)
    {
        Trace(MessageSensitivity.None, "Channel started");
    }

    public void Trace(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Trace, sensitivity, fmt);

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(ChannelMessageKind.Trace, sensitivity, fmt, args);

    public void Error(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Error, sensitivity, fmt);

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(ChannelMessageKind.Error, sensitivity, fmt, args);

    public void Warning(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Warning, sensitivity, fmt);

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(ChannelMessageKind.Warning, sensitivity, fmt, args);

    public void Info(MessageSensitivity sensitivity, string fmt) => Send(ChannelMessageKind.Info, sensitivity, fmt);

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(ChannelMessageKind.Info, sensitivity, fmt, args);

    public override void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
        Trace(MessageSensitivity.None, "Channel disposed");
    }

    private void Send(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, object[]? arguments = null) =>
        Send(new ChannelMessage(kind, sensitivity, format, arguments));
}

/// <summary>Takes progress numbers and tells nobody, since the public API has no way to listen to them.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(fillAction);
    }

    public void Checkpoint(params double?[] values) => ArgumentNullException.ThrowIfNull(values);

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public void Dispose()
    {
    }
}
