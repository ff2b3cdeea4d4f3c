namespace Microsoft.ML.Runtime;

/// <summary>The environment behind an <see cref="MLContext"/> and the hosts registered in it.</summary>
internal sealed class HostEnvironment : ChannelSource, IHost
{
    private readonly HostEnvironment? _master;
    private readonly MessageListeners _listeners;

    /// <summary>The root environment.</summary>
    /// <param name="seed">Seed of all random numbers; null takes one that differs from run to run.</param>
    public HostEnvironment(int? seed)
        : base(null, null)
    {
        _listeners = new MessageListeners();
        ComponentCatalog = new ComponentCatalog();
        Seed = seed;
        Rand = seed is { } value ? new Random(value) : new Random();
    }

    private HostEnvironment(HostEnvironment master, string name, int? seed)
        : base(name, master._master?.FullName)
    {
        _master = master;
        _listeners = master._listeners;
        ComponentCatalog = master.ComponentCatalog;
        Rand = new Random(seed ?? master.NextSeed());
        Seed = master.Seed;
        GpuDeviceId = master.GpuDeviceId;
        FallbackToCpu = master.FallbackToCpu;
        TempFilePath = master.TempFilePath;
    }

    public Random Rand { get; }

    /// <summary>The seed that the user gave to the root environment, or null.</summary>
    public int? Seed { get; }

    public ComponentCatalog ComponentCatalog { get; }

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    /// <summary>Calls <paramref name="listener"/> for every message of this environment and its hosts.</summary>
    public void Listen(Action<ChannelSource, ChannelMessage> listener) => _listeners.Add(listener);

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new HostEnvironment(this, name, seed);
    }

    public IChannel Start(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Channel(this, name, _listeners);
    }

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Pipe<TMessage>(this, name, _listeners);
    }

    public IProgressChannel StartProgressChannel(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ProgressChannel();
    }

    /// <summary>A number from <see cref="Rand"/>, safe for several threads at once.</summary>
    public int NextSeed()
    {
        lock (Rand)
            return Rand.Next();
    }
}
