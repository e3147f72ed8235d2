/** Randomness as the code sees it. Everything that makes a name or a secret takes one, so that tests own it. */
export abstract class Ids {
  /** A UUID, lower case. */
  abstract uuid(): string;

  /** `bytes` random bytes in base64url: 32 of them are 43 characters nobody guesses. */
  abstract token(bytes: number): string;
}
