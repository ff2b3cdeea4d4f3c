namespace Microsoft.ML.Runtime;

/// <summary>Something that can put its own description on exceptions thrown on its behalf.</summary>
public interface IExceptionContext
{
    /// <summary>What the exceptions say about where they come from.</summary>
    string? ContextDescription { get; }

    /// <summary>Marks <paramref name="ex"/> with this context and returns it, ready to be thrown.</summary>
    TException Process<TException>(TException ex) where TException : Exception;
}

/// <summary>Starts channels, through which a component talks to whoever listens to its environment.</summary>
public interface IChannelProvider : IExceptionContext
{
    /// <summary>Starts a channel of messages; dispose of it when the work is done.</summary>
    IChannel Start(string name);

    /// <summary>Starts a pipe of <typeparamref name="TMessage"/>.</summary>
    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>The environment that components live in: names, messages, random numbers.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    /// <summary>The catalog in which the user registers assemblies with custom mappings.</summary>
    ComponentCatalog ComponentCatalog { get; }

    /// <summary>A host for the component <paramref name="name"/>, with its own generator of random numbers.</summary>
    /// <param name="name">The component's name; it becomes part of the source of its messages.</param>
    /// <param name="seed">Seed of the host's generator; null draws one from this environment's generator.</param>
    /// <param name="verbose">Whether the host wants verbose messages; null takes this environment's setting.</param>
    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component.</summary>
public interface IHost : IHostEnvironment
{
    /// <summary>The component's own random numbers. Not safe for several threads at once.</summary>
    Random Rand { get; }
}
