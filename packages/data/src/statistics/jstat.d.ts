// Types of jstat, only what is used here: the package brings none.
// biome-ignore-all lint/style/noDefaultExport: the package exports nothing else.

declare module "jstat" {
  const jStat: {
    /** Student's t distribution. */
    readonly studentt: {
      /** P(T ≤ t). */
      cdf(t: number, degreesOfFreedom: number): number;
      /** The t with P(T ≤ t) = p. */
      inv(p: number, degreesOfFreedom: number): number;
    };
  };
  export default jStat;
}
