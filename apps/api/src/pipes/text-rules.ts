/** RFC 1123 in ASCII: labels of up to 63 characters, at least two of them, the last one with a letter first. */
export const HOST_NAME =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** PostgreSQL's text holds every character but this one. */
// oxlint-disable-next-line no-control-regex
export const NO_NUL = /^[^\u0000]*$/;
/** Something that can be seen, which spaces and zero-width characters cannot. */
export const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
export const NUL_MESSAGE = 'must not hold the character U+0000; remove it';
