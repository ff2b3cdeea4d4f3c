using System.Diagnostics;

namespace Toolkit.UnitTests.Training.Distributed;

/// <summary>
/// Hosts as network namespaces on a bridge, each with an address, a name and a network card of its own, whose bytes are counted. Instead of ssh, a
/// command enters the namespace.
/// </summary>
internal sealed class NetworkHosts : IDisposable
{
    private const string Bridge = "tk-bridge", Network = "10.97.41";
    private const int Most = 4;

    // The names are the machine's: one test run at a time may have such hosts.
    private const string LockFile = "/tmp/tk-hosts.lock";

    private readonly int count;
    private readonly string agent;
    private readonly FileStream held = Hold();

    /// <param name="count">How many, at most 4; the test is inconclusive where the process may not make any.</param>
    /// <param name="folder">For the command that takes ssh's place.</param>
    public NetworkHosts(int count, string folder)
    {
        (this.count, agent) = (count, Path.Combine(folder, "enter"));
        try
        {
            RemoveAll();
            MakeAll();
            WriteAgent();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Options of mpirun: a rank on each host, over these networks alone.</summary>
    public string[] Options =>
    [
        "-np", $"{count}", "--host", string.Join(',', Enumerable.Range(0, count).Select(AddressOf)), "--map-by", "ppr:1:node",
        "--mca", "plm_rsh_agent", agent, "--mca", "btl", "tcp,self",
        "--mca", "btl_tcp_if_include", $"{Network}.0/24", "--mca", "oob_tcp_if_include", $"{Network}.0/24",
    ];

    /// <summary>What starts mpirun on the first host.</summary>
    public string[] First => ["ip", "netns", "exec", NameOf(0), "unshare", "--uts", "sh", "-c", $"hostname {NameOf(0)}; exec \"$@\"", "sh"];

    public static string NameOf(int host) => $"tk-host{host}";

    /// <summary>What a host has sent.</summary>
    public static long BytesSentBy(int host) => long.Parse(File.ReadAllText($"/sys/class/net/tk-card{host}/statistics/rx_bytes"));

    /// <summary>Cuts a host off.</summary>
    public static void Unplug(int host) => Run($"ip link set tk-card{host} down");

    public void Dispose()
    {
        RemoveAll();
        held.Dispose();
    }

    private void MakeAll()
    {
        if (Run($"ip link add {Bridge} type bridge && ip link set {Bridge} up") != 0) Assert.Inconclusive("This needs the right to make networks.");
        for (var host = 0; host < count; host++)
        {
            var (name, card) = (NameOf(host), $"tk-card{host}");
            Assert.AreEqual(0, Run(
                $"ip netns add {name} && ip link add {card} type veth peer name eth0 netns {name} && ip link set {card} master {Bridge} up"
                + $" && ip -n {name} addr add {AddressOf(host)}/24 dev eth0 && ip -n {name} link set eth0 up && ip -n {name} link set lo up"));
        }
    }

    /// <summary>mpirun gives the host, then a command for its shell.</summary>
    private void WriteAgent()
    {
        File.WriteAllText(agent, """
            #!/bin/sh
            host=$1; shift
            exec ip netns exec "tk-host$((${host##*.} - 1))" unshare --uts sh -c "hostname tk-host$((${host##*.} - 1)); $*"
            """);
        Run($"chmod +x '{agent}'");
    }

    private static void RemoveAll()
    {
        for (var host = 0; host < Most; host++)
            Run($"ip netns pids {NameOf(host)} | xargs -r kill -9; ip netns del {NameOf(host)}; ip link del tk-card{host}");
        Run($"ip link del {Bridge}");
    }

    private static FileStream Hold()
    {
        while (true)
        {
            try
            {
                return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(200);
            }
        }
    }

    private static string AddressOf(int host) => $"{Network}.{host + 1}";

    private static int Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
