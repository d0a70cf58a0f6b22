const {TestEnvironment} = require('jest-environment-node');

/** Gives tests the typed arrays of Node.js itself, so that what native code returns is an instance of them. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, {
      Float32Array,
      Int32Array,
      Uint8Array,
      Uint32Array,
      Float64Array,
      ArrayBuffer,
    });
  }
};
