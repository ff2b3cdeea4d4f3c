using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class EnvironmentTests
{
    [TestMethod]
    public void MessagesOfAChannelReachTheLogWithSourceAndKind()
    {
        var ml = new MLContext();
        var log = new List<LoggingEventArgs>();
        ml.Log += (_, message) => log.Add(message);

        using (var channel = ((IHostEnvironment)ml).Register("Trainer").Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "epoch {0} of {1}", 1, 5);
            channel.Warning(MessageSensitivity.None, "braces {} stay");
        }

        var info = log.Single(message => message.Kind == ChannelMessageKind.Info);
        Assert.AreEqual("Trainer; Training", info.Source);
        Assert.AreEqual("epoch 1 of 5", info.RawMessage);
        Assert.AreEqual("[Source=Trainer; Training, Kind=Info] epoch 1 of 5", info.Message);
        Assert.AreEqual("braces {} stay", log.Single(message => message.Kind == ChannelMessageKind.Warning).RawMessage);
        Assert.AreEqual("Channel started", log[0].RawMessage);
        Assert.AreEqual("Channel disposed", log[^1].RawMessage);
    }

    [TestMethod]
    public void ProgressChannelsDoNotReachTheLog()
    {
        var ml = new MLContext();
        int messages = 0;
        ml.Log += (_, _) => messages++;

        using (var progress = ((IHostEnvironment)ml).Register("Trainer").StartProgressChannel("Training"))
        {
            progress.SetHeader(new ProgressHeader(["loss"], ["epochs"]), entry => entry.SetProgress(0, 1, 5));
            progress.Checkpoint(0.5, 1);
        }

        Assert.AreEqual(0, messages);
    }

    [TestMethod]
    public void HostsOfASeededContextDrawTheSameNumbers()
    {
        static int[] Draw(int? seed)
        {
            IHostEnvironment environment = new MLContext(seed);
            return [environment.Register("a").Rand.Next(), environment.Register("b").Rand.Next()];
        }

        CollectionAssert.AreEqual(Draw(3), Draw(3));
        CollectionAssert.AreNotEqual(Draw(3), Draw(4));
        CollectionAssert.AreNotEqual(Draw(null), Draw(null));
        Assert.AreNotEqual(Draw(3)[0], Draw(3)[1]);
    }

    [TestMethod]
    public void TheGpuIsOffByDefault()
    {
        var ml = new MLContext();

        Assert.IsNull(ml.GpuDeviceId);
        Assert.IsFalse(ml.FallbackToCpu);
    }
}
