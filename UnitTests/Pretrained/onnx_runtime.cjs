// Runs Caffe's SqueezeNet with ONNX Runtime: node onnx_runtime.cjs MODEL PHOTOS PROBABILITIES
// PHOTOS holds images of 3 x 224 x 224 bytes (all red, then all green, then all blue); PROBABILITIES receives 1000 float32 for each.
const fs = require('fs')
const ort = require('onnxruntime-node')

const plane = 224 * 224
const offsets = [104, 117, 123]

const halfOf = integer => {
  if (integer === 0) return 0
  const magnitude = Math.abs(integer)
  const exponent = Math.floor(Math.log2(magnitude))
  return (integer < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | ((magnitude * 2 ** (10 - exponent)) & 0x3ff)
}

const floatOf = half => {
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023]
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const main = async ([modelFile, photosFile, probabilitiesFile]) => {
  const session = await ort.InferenceSession.create(modelFile)
  const photos = fs.readFileSync(photosFile)
  const probabilities = []
  for (let photo = 0; photo < photos.length; photo += 3 * plane) {
    const input = new Uint16Array(3 * plane)
    for (let channel = 0; channel < 3; channel++) // blue, green, red
      for (let i = 0; i < plane; i++) input[channel * plane + i] = halfOf(photos[photo + (2 - channel) * plane + i] - offsets[channel])
    const output = await session.run({ data_0: new ort.Tensor('float16', input, [1, 3, 224, 224]) })
    probabilities.push(...Array.from(output.softmaxout_1.data, floatOf))
  }
  fs.writeFileSync(probabilitiesFile, Buffer.from(new Float32Array(probabilities).buffer))
}

main(process.argv.slice(2))
