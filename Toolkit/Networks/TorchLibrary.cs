using TorchSharp;

namespace Toolkit.Networks;

/// <summary>libtorch, which takes about half a second to load.</summary>
public static class TorchLibrary
{
    private static readonly Lazy<Task> Loading = new(Start);

    /// <summary>
    /// Starts loading libtorch on a thread of its own and returns at once; the first use of a network or a tensor waits for it. For a
    /// program that is to answer soon after its start: call this first, and read weights and images meanwhile. A process that ends
    /// earlier waits for it, too.
    /// </summary>
    /// <returns>Ends when libtorch is there, or fails as its first use does. Nobody needs to wait for it.</returns>
    public static Task LoadAsync() => Loading.Value;

    private static Task Start()
    {
        var loading = Task.Factory.StartNew(
            torch.get_num_threads, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // The end of a process takes all libraries apart, which must not meet with one that is being put together.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => loading.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        return loading;
    }
}
