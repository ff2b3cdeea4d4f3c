using System.Security.Cryptography;

namespace Toolkit.Samples;

/// <summary>
/// Fetches the binary version of CIFAR-10, 162 MB, from its home (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images").
/// </summary>
internal static class Cifar10Download
{
    private const string Address = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
    private const string Sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd";

    /// <summary>Puts the archive into a folder, under its own name; says on the console why it cannot.</summary>
    /// <returns>Whether it is there.</returns>
    public static bool Try(string folder)
    {
        Console.WriteLine($"downloading CIFAR-10 (162 MB) to {folder}");
        try
        {
            Directory.CreateDirectory(folder);
            var archive = Path.Combine(folder, Path.GetFileName(Address));
            Fetch(archive + ".part").GetAwaiter().GetResult();
            File.Move(archive + ".part", archive);
            return true;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
        {
            Console.WriteLine($"CIFAR-10 cannot be downloaded: {failure.Message}");
            return false;
        }
    }

    private static async Task Fetch(string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = TimeSpan.FromHours(1) };
        await using (var source = await client.GetStreamAsync(Address))
        await using (var file = File.Create(path)) await source.CopyToAsync(file);

        await using var written = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(written));
        if (hash != Sha256) throw new InvalidDataException($"{Address} must have the SHA-256 {Sha256}, but has {hash}.");
    }
}
