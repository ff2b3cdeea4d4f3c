namespace Toolkit.Break.Attacks;

/// <summary>All attacks.</summary>
internal static class AttackList
{
    private static readonly IReadOnlyList<IAttack> Attacks =
        [.. DamagedFiles.All, new KilledTraining(), new BesideTheCollector(), new DisposedUnderLoad(), .. SmallDisk];

    /// <summary>Only a superuser may mount one.</summary>
    private static IEnumerable<IAttack> SmallDisk => Environment.IsPrivilegedProcess ? [new FullDisk()] : [];

    public static IEnumerable<string> Names => Attacks.Select(attack => attack.Name);

    public static IAttack Find(string name) => Attacks.Single(attack => attack.Name == name);
}
