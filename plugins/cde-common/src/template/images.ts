/** Registry, path, tag and digest are left to the container runtime; this keeps out what no reference can hold. */
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._\-/:@]{0,511}$/;

/** Whether something can be the name of an image. @public */
export function isImageName(text: string): boolean {
  return IMAGE.test(text) && !text.includes('//');
}
