namespace Toolkit.Augmentation;

/// <summary>
/// Which views of an image a trained network is asked about, whose answers are averaged (Krizhevsky et al. 2012, section 4.1): each costs as much time as the
/// first, and all of them together most often err a little less than one. For answers that are the same for each view: not for digits, directions or places.
/// </summary>
public enum TestTimeAugmentation
{
    /// <summary>The image as it is.</summary>
    None,

    /// <summary>The image and its mirror image: for photographs, where left and right mean the same.</summary>
    HorizontalFlip,

    /// <summary>The image, mirrored from left to right, from top to bottom, and both: 4 views.</summary>
    Flips,

    /// <summary>
    /// The four flips, each also turned by 90°, which are all eight symmetries of a square: for images without an up and down, as those taken through a
    /// microscope or from above. The network's images must be square.
    /// </summary>
    FlipsAndTurns,
}
