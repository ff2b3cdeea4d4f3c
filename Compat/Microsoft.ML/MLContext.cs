using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The common context of all operations: where they are found, their random numbers and their messages.</summary>
public sealed class MLContext : IHostEnvironment
{
    private readonly HostEnvironment _environment;

    /// <summary>Creates a context.</summary>
    /// <param name="seed">Seed of the random numbers of everything done in this context, so that it can be repeated;
    /// null (the default) takes one that differs from run to run.</param>
    public MLContext(int? seed = null)
    {
        _environment = new HostEnvironment(seed);
        _environment.Listen((source, message) =>
            Log?.Invoke(this, new LoggingEventArgs(message.Message, message.Kind, source.FullName)));
        Data = new DataOperationsCatalog(_environment);
        Transforms = new TransformsCatalog(_environment);
        Model = new ModelOperationsCatalog(_environment);
        MulticlassClassification = new MulticlassClassificationCatalog(_environment);
    }

    /// <summary>Raised for every message that a component sends through a channel.</summary>
    public event EventHandler<LoggingEventArgs>? Log;

    /// <summary>Loading, splitting, filtering and shuffling of data.</summary>
    public DataOperationsCatalog Data { get; }

    /// <summary>Transforms of data.</summary>
    public TransformsCatalog Transforms { get; }

    /// <summary>Saving and loading of models, and prediction engines.</summary>
    public ModelOperationsCatalog Model { get; }

    /// <summary>Trainers and metrics for more than two classes.</summary>
    public MulticlassClassificationCatalog MulticlassClassification { get; }

    /// <summary>Where assemblies with custom mappings are registered.</summary>
    public ComponentCatalog ComponentCatalog => _environment.ComponentCatalog;

    /// <summary>The GPU to compute on; null (the default) computes on the CPU.</summary>
    public int? GpuDeviceId
    {
        get => _environment.GpuDeviceId;
        set => _environment.GpuDeviceId = value;
    }

    /// <summary>Whether to compute on the CPU when the GPU asked for cannot be used (default false).</summary>
    public bool FallbackToCpu
    {
        get => _environment.FallbackToCpu;
        set => _environment.FallbackToCpu = value;
    }

    /// <summary>Where temporary files go (by default the system's folder for them).</summary>
    public string TempFilePath
    {
        get => _environment.TempFilePath;
        set => _environment.TempFilePath = value;
    }

    string? IExceptionContext.ContextDescription => _environment.ContextDescription;

    TException IExceptionContext.Process<TException>(TException ex) => _environment.Process(ex);

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _environment.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _environment.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _environment.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _environment.StartProgressChannel(name);
}
