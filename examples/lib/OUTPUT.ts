/** Where the examples leave what they draw. */
export const OUTPUT = 'example-output';
