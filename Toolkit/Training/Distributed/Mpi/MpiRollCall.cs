using System.Runtime.InteropServices;

namespace Toolkit.Training;

/// <summary>
/// Finds out which ranks do not come. One that has waited for the whole timeout asks all others; who waits as well answers, from the loop in which it waits.
/// Who does not answer hangs, or its host does.
/// </summary>
/// <param name="rank">This one.</param>
/// <param name="ranks">How many there are.</param>
internal sealed unsafe class MpiRollCall(int rank, int ranks)
{
    private const int Question = 1, Answer = 2;

    /// <summary>How long answers may take.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly byte* Content = (byte*)NativeMemory.AllocZeroed(1);

    private readonly bool[] isHere = new bool[ranks];
    private TimeSpan? asked;

    /// <summary>The host of every rank.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [.. Enumerable.Repeat("", ranks)];

    /// <summary>Forgets what was found out in an operation before, which came to its end after all.</summary>
    public void Reset() => asked = null;

    /// <summary>Answers others, asks them when the time is up, and ends all processes when the answers are due.</summary>
    /// <param name="waited">How long this rank has waited in the present operation.</param>
    /// <param name="timeout">For how long it may.</param>
    public void Poll(TimeSpan waited, TimeSpan timeout)
    {
        while (TryReceive(Question) is { } other) Send(other, Answer);
        while (TryReceive(Answer) is { } other) isHere[other] = true;
        if (timeout == Timeout.InfiniteTimeSpan || waited < timeout) return;
        if (asked is null) Ask(waited);
        else if (waited >= asked + Grace) AbortAll(waited);
    }

    private void Ask(TimeSpan waited)
    {
        asked = waited;
        Array.Clear(isHere);
        isHere[rank] = true;
        for (var other = 0; other < ranks; other++)
            if (other != rank) Send(other, Question);
    }

    private void AbortAll(TimeSpan waited)
    {
        string[] missing = [.. Enumerable.Range(0, ranks).Where(other => !isHere[other]).Select(NameOf)];
        var found = missing.Length > 0
            ? $"{string.Join(", ", missing)} {(missing.Length == 1 ? "has" : "have")} not come"
            : "all ranks wait, but for different things, or what they send does not arrive: look at the network, and whether all run the same program";
        Console.Error.WriteLine(
            $"error: {NameOf(rank)} has waited {waited.TotalSeconds:0} s for the others: {found}. "
            + "All are ended; go on from the last checkpoint, if there is one.");
        _ = MpiLibrary.Abort(MpiLibrary.World, 1);
    }

    private string NameOf(int other) => Hosts[other].Length == 0 ? $"rank {other}" : $"rank {other} on host {Hosts[other]}";

    private static int? TryReceive(int tag)
    {
        _ = MpiLibrary.Probe(MpiLibrary.AnySource, tag, MpiLibrary.World, out var isThere, out var status);
        if (isThere == 0) return null;
        byte content;
        _ = MpiLibrary.Receive(&content, 1, MpiLibrary.Bytes, status.Source, tag, MpiLibrary.World);
        return status.Source;
    }

    // Nobody waits for it: a rank that hangs would never take it. So the byte has to stay where it is.
    private static void Send(int to, int tag)
    {
        _ = MpiLibrary.BeginSend(Content, 1, MpiLibrary.Bytes, to, tag, MpiLibrary.World, out var request);
        _ = MpiLibrary.Forget(ref request);
    }
}
