namespace Toolkit.Datasets;

/// <summary>Which of CIFAR-100's two labels an image has.</summary>
public enum Cifar100Labels
{
    /// <summary>The 100 classes, such as "maple_tree". The default.</summary>
    Fine,

    /// <summary>The 20 superclasses of five classes each, such as "trees".</summary>
    Coarse,
}

/// <summary>
/// Facts about CIFAR-100: 50,000 training and 10,000 test images, 32×32, colour, 100 classes in 20 superclasses (Krizhevsky 2009).
/// </summary>
public static class Cifar100
{
    /// <summary>Height and width of every image in pixels.</summary>
    public const int Size = 32;

    /// <summary>The classes in the order of their labels, which is also their alphabetical order.</summary>
    public static IReadOnlyList<string> FineClassNames { get; } =
    [
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
        "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
        "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
        "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
        "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
        "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
        "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
        "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
        "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor",
        "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ];

    /// <summary>The superclasses in the order of their labels.</summary>
    public static IReadOnlyList<string> CoarseClassNames { get; } =
    [
        "aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables",
        "household_electrical_devices", "household_furniture", "insects", "large_carnivores", "large_man-made_outdoor_things",
        "large_natural_outdoor_scenes", "large_omnivores_and_herbivores", "medium_mammals", "non-insect_invertebrates", "people",
        "reptiles", "small_mammals", "trees", "vehicles_1", "vehicles_2",
    ];

    /// <summary>The names of the labels of one kind.</summary>
    public static IReadOnlyList<string> ClassNames(Cifar100Labels labels) => labels switch
    {
        Cifar100Labels.Fine => FineClassNames,
        Cifar100Labels.Coarse => CoarseClassNames,
        _ => throw new ArgumentOutOfRangeException(nameof(labels), labels, "The labels are Fine or Coarse."),
    };
}
