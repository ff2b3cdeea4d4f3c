using System.Runtime.ExceptionServices;

namespace Toolkit.Data;

/// <summary>
/// One pass of a <see cref="BatchLoader"/>. The threads take the images one after the other and fill a ring of batches;
/// the consumer takes finished batches in their order and gives them back, which makes room for later ones.
/// </summary>
internal sealed class EpochRun : IDisposable
{
    private readonly object gate = new();
    private readonly ReadOnlyMemory<int> order;
    private readonly ImageBatch[] slots;
    private readonly int[] unfinished;
    private readonly int batchSize;
    private readonly List<Thread> threads = [];
    private CancellationTokenRegistration registration;
    private CancellationToken cancellation;
    private int claimed, released;
    private bool stopped;
    private (int Position, Exception Error)? failure;

    /// <param name="order">The indices of the images in the order of the pass.</param>
    /// <param name="slots">The ring of batches.</param>
    /// <param name="batchSize">Images per batch.</param>
    public EpochRun(ReadOnlyMemory<int> order, ImageBatch[] slots, int batchSize)
    {
        (this.order, this.slots, this.batchSize) = (order, slots, batchSize);
        unfinished = new int[slots.Length];
        for (var number = 0; number < slots.Length; number++) Open(number);
    }

    public void Start(IReadOnlyList<BatchWorker> workers, int epoch, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        registration = cancellation.Register(WakeAndEnd);
        lock (gate)
        {
            foreach (var worker in workers)
            {
                var thread = new Thread(() => Work(worker, epoch)) { IsBackground = true, Name = $"BatchLoader {threads.Count}" };
                threads.Add(thread);
                thread.Start();
            }
        }
    }

    /// <summary>Waits for a batch.</summary>
    /// <param name="number">Number of the batch; the one after the last released.</param>
    public ImageBatch Take(int number)
    {
        var slot = number % slots.Length;
        lock (gate)
        {
            while (!stopped && unfinished[slot] > 0 && !HasFailed(number)) Monitor.Wait(gate);
            if (unfinished[slot] == 0 && !HasFailed(number) && !stopped) return slots[slot];
        }
        cancellation.ThrowIfCancellationRequested();
        Stop();
        if (failure is { } found) ExceptionDispatchInfo.Throw(found.Error);
        throw new ObjectDisposedException(nameof(BatchLoader));
    }

    /// <summary>Gives a batch back.</summary>
    public void Release(int number)
    {
        lock (gate)
        {
            Open(number + slots.Length);
            released = number + 1;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends the threads and waits until they have.</summary>
    public void Stop()
    {
        WakeAndEnd();
        Thread[] started;
        lock (gate) started = [.. threads];
        foreach (var thread in started) thread.Join();
    }

    public void Dispose()
    {
        Stop();
        registration.Dispose();
    }

    private void WakeAndEnd()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Open(int number)
    {
        var count = Math.Clamp(order.Length - number * batchSize, 0, batchSize);
        slots[number % slots.Length].Count = count;
        unfinished[number % slots.Length] = count;
    }

    private bool HasFailed(int number) => failure is { } found && found.Position / batchSize <= number;

    private void Work(BatchWorker worker, int epoch)
    {
        while (Claim() is { } position && WaitForRoom(position / batchSize))
        {
            try
            {
                var slot = slots[position / batchSize % slots.Length];
                worker.Prepare(order.Span[position], epoch, slot, position % batchSize);
                Finish(position);
            }
            catch (Exception error)
            {
                Fail(position, error);
            }
        }
    }

    /// <summary>The next position of the order; null at the end, or after a failure. Positions are given out without gaps.</summary>
    private int? Claim()
    {
        lock (gate) return claimed < order.Length && !stopped && failure is null ? claimed++ : null;
    }

    private bool WaitForRoom(int number)
    {
        lock (gate)
        {
            while (!stopped && number >= released + slots.Length) Monitor.Wait(gate);
            return number < released + slots.Length;
        }
    }

    private void Finish(int position)
    {
        lock (gate)
        {
            if (--unfinished[position / batchSize % slots.Length] == 0) Monitor.PulseAll(gate);
        }
    }

    /// <summary>
    /// Of several failures the first in the order of the pass counts, so that the outcome does not depend on the threads.
    /// </summary>
    private void Fail(int position, Exception error)
    {
        lock (gate)
        {
            if (failure is null || position < failure.Value.Position) failure = (position, error);
            Monitor.PulseAll(gate);
        }
    }
}
