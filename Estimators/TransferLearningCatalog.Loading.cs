using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators;

public sealed partial class TransferLearningCatalog
{
    /// <summary>
    /// Images in class folders, or in a zip of class folders, as rows of <c>ImagePath</c>, <c>Label</c> (the folder's name) and
    /// <c>Image</c>. <c>Image</c> is decoded upright (EXIF) and only where it is read. Files that are left out, since they are no images that
    /// can be read or lie outside the class folders, are a warning in <c>MLContext.Log</c>.
    /// </summary>
    /// <param name="path">A folder with one folder a class, or a zip file of one.</param>
    /// <param name="options">Null: the defaults; an image that cannot be read is then an error that names the file.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">There are no images, fewer than two classes, or a class without images.</exception>
    public IDataView LoadImageFolder(string path, ImageFolderOptions? options = null)
    {
        var images = new ImageFolder(path, options);
        if (images.Skipped.Count > 0)
            Warn($"{images.Skipped.Count} image(s) in '{path}' cannot be read and are skipped: {string.Join("; ", images.Skipped)}");
        if (images.Ignored.Count > 0)
        {
            Warn(
                $"{images.Ignored.Count} file(s) in '{path}' are left out: {images.IgnoredKinds}. JPEG, PNG, WebP and BMP files in class folders "
                + "are read. ImageFolder.Ignored lists the others.");
        }
        return LoadImages(images);
    }

    /// <summary>
    /// CIFAR-10 as rows of <c>ImagePath</c> (the image's number), <c>Label</c> (the class name) and <c>Image</c> (32×32).
    /// </summary>
    /// <param name="path">
    /// The folder with the binary version's files or archive, or the archive itself (cifar-10-binary.tar.gz). Class folders and zips of
    /// these are for <see cref="LoadImageFolder"/>.
    /// </param>
    /// <param name="training">True, the default: the 50,000 training images; false: the 10,000 test images.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IDataView LoadCifar10(string path, bool training = true) => LoadImages(Cifar10Binary.Load(path, training));

    /// <summary>
    /// CIFAR-100 as rows of <c>ImagePath</c> (the image's number), <c>Label</c> (the class name) and <c>Image</c> (32×32).
    /// </summary>
    /// <param name="path">
    /// The folder with the binary version's files or archive, or the archive itself (cifar-100-binary.tar.gz).
    /// </param>
    /// <param name="training">True, the default: the 50,000 training images; false: the 10,000 test images.</param>
    /// <param name="labels">The 100 classes, by default, or their 20 superclasses.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IDataView LoadCifar100(string path, bool training = true, Cifar100Labels labels = Cifar100Labels.Fine) =>
        LoadImages(Cifar100Binary.Load(path, training, labels));

    /// <summary>MNIST as rows of <c>ImagePath</c> (the image's number), <c>Label</c> ("0" to "9") and <c>Image</c> (28×28, grey).</summary>
    /// <param name="folder">Where the idx files lie, such as <c>train-images-idx3-ubyte</c>, compressed (.gz) or not.</param>
    /// <param name="training">True, the default: the 60,000 training images; false: the 10,000 test images.</param>
    /// <param name="classNames">For a set with other classes in files of the same names; null: the digits.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IDataView LoadMnist(string folder, bool training = true, IReadOnlyList<string>? classNames = null) =>
        LoadImages(Mnist.Load(folder, training, classNames: classNames));

    /// <summary>
    /// Fashion-MNIST as rows of <c>ImagePath</c> (the image's number), <c>Label</c> (such as "Coat") and <c>Image</c> (28×28, grey).
    /// </summary>
    /// <param name="training">True, the default: the 60,000 training images; false: the 10,000 test images.</param>
    /// <param name="folder">Where the idx files lie; by default where Debian's package dataset-fashion-mnist has them.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public IDataView LoadFashionMnist(bool training = true, string folder = FashionMnist.DebianFolder) =>
        LoadImages(FashionMnist.Load(training, channels: 1, folder));

    /// <summary>
    /// The images of a data set as rows of <c>ImagePath</c>, <c>Label</c> and <c>Image</c>. The label is the class name; of images with several labels
    /// (<see cref="TargetedImages"/>), a vector of Boolean with a place for each; of images with numbers, Single or a vector of Single.
    /// </summary>
    /// <param name="images">Any source, such as <see cref="FashionMnist"/> or <see cref="InMemoryImages"/>.</param>
    public IDataView LoadImages(IImageDataset images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new ImageDatasetView(images);
    }

    private void Warn(string message)
    {
        using var channel = ((IHostEnvironment)ml).Register(nameof(TransferLearningCatalog)).Start("Loading images");
        channel.Warning(MessageSensitivity.None, message);
    }
}
