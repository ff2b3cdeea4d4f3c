namespace Microsoft.ML.Runtime;

/// <summary>A named place that messages and exceptions come from: an environment, a host or a channel.</summary>
internal abstract class ChannelSource(string? shortName, string? parentFullName) : IExceptionContext
{
    /// <summary>Names of the parent and of this place, with "; " between them.</summary>
    public string? FullName { get; } = string.IsNullOrEmpty(parentFullName) ? shortName : $"{parentFullName}; {shortName}";

    public string? ContextDescription => FullName;

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        ex.Data["Throwing component"] = shortName;
        ex.Data["Parent component"] = parentFullName;
        return ex;
    }
}
