using System.Globalization;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>The least ratios that a row is to reach; null: none is set.</summary>
/// <param name="ToTorchSharp">To plain TorchSharp.</param>
/// <param name="ToPyTorch">To the best of PyTorch's forms.</param>
internal sealed record Target(double? ToTorchSharp, double? ToPyTorch)
{
    /// <summary>Whether a row's ratios are no lower.</summary>
    public bool IsReached(RowResult result) => IsReached(result.ToTorchSharp, ToTorchSharp) && IsReached(result.ToPyTorch, ToPyTorch);

    /// <summary>For a table.</summary>
    public override string ToString() => $"{Show(ToTorchSharp)}, {Show(ToPyTorch)}";

    private static bool IsReached(double? ratio, double? target) => target is null || ratio >= target;

    private static string Show(double? ratio) => ratio?.ToString(CultureInfo.InvariantCulture) ?? "–";
}
