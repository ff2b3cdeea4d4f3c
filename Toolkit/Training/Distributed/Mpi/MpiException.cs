namespace Toolkit.Training;

/// <summary>MPI is missing, or is not the one that can be used.</summary>
public sealed class MpiException : InvalidOperationException
{
    internal MpiException(string message) : base(message)
    {
    }
}
