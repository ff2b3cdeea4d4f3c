// Runs a model with ONNX Runtime: node onnx_runtime.cjs MODEL TYPE SIZES BATCH IMAGES RESULTS
// IMAGES holds elements of TYPE (float32, float16 or uint8), for each image as many as SIZES say (such as 3,224,224). They go through
// the model BATCH at a time; the last batch is smaller where they do not come out even. RESULTS receives the elements of its output.
const fs = require('fs')
const ort = require('onnxruntime-node')

const arrays = { float32: Float32Array, float16: Uint16Array, uint8: Uint8Array }

const main = async ([modelFile, type, sizeList, batchSize, imagesFile, resultsFile]) => {
  const session = await ort.InferenceSession.create(modelFile)
  const file = fs.readFileSync(imagesFile)
  const elements = new arrays[type](file.buffer, file.byteOffset, file.byteLength / arrays[type].BYTES_PER_ELEMENT)
  const sizes = sizeList.split(',').map(Number)
  const length = sizes.reduce((product, size) => product * size)
  const results = []
  for (let first = 0; first < elements.length; first += length * batchSize) {
    const batch = elements.slice(first, first + length * batchSize)
    const input = new ort.Tensor(type, batch, [batch.length / length, ...sizes])
    const output = (await session.run({ [session.inputNames[0]]: input }))[session.outputNames[0]].data
    results.push(Buffer.from(output.buffer, output.byteOffset, output.byteLength))
  }
  fs.writeFileSync(resultsFile, Buffer.concat(results))
}

main(process.argv.slice(2))
