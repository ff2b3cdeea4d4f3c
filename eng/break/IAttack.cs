namespace Toolkit.Break;

/// <summary>One way to break the toolkit.</summary>
internal interface IAttack
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>What is counted: mutations, kills, predictions, and so on.</summary>
    string Unit { get; }

    /// <summary>Makes what the attempts need.</summary>
    /// <param name="folder">An empty folder, deleted afterwards.</param>
    void Prepare(string folder);

    /// <summary>One attempt.</summary>
    /// <param name="seed">The same seed attempts the same.</param>
    /// <returns>How many units it was.</returns>
    /// <exception cref="BrokenException">Something is wrong.</exception>
    long Attempt(long seed);
}

/// <summary>The toolkit did what it must not.</summary>
internal sealed class BrokenException(string message, Exception? inner = null) : Exception(message, inner);
