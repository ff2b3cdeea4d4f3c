using System.Runtime.InteropServices;

namespace Toolkit.LibTorch;

/// <summary>The environment as native libraries see it. .NET's own is a copy, whose changes they do not see. Linux only.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable that is not set yet.</summary>
    public static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsLinux()) _ = SetEnvironmentVariable(name, value, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
