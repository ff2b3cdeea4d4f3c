// GpuCheck cuda parity FOLDER            compares with what peer.py wrote into the folder
// GpuCheck cuda speed SIZE PRECISION     images a second of a training epoch of ResNet18
// With cpu in the place of cuda, the check itself can be tried on a machine without a GPU.
using System.Globalization;
using Toolkit.GpuCheck;
using TorchSharp;

if (args is not [var name and ("cuda" or "cpu"), .. var task]) return Usage();
var device = torch.device(name);
torch.InitializeDeviceType(device.type);
if (device.type == DeviceType.CUDA && !torch.cuda_is_available())
    throw new InvalidOperationException("TorchSharp finds no CUDA device in PyTorch's libtorch.");
switch (task)
{
    case ["parity", var folder]:
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = false; // as in peer.py
        return Parity.Check(device, folder) ? 0 : 1;
    case ["speed", var size, var precision]:
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Training.ImagesPerSecond(device, int.Parse(size, CultureInfo.InvariantCulture), precision):F1}"));
        return 0;
    default:
        return Usage();
}

static int Usage()
{
    Console.Error.WriteLine("Use: GpuCheck cuda|cpu parity FOLDER, or GpuCheck cuda|cpu speed SIZE float32|bfloat16");
    return 2;
}
