/** The fields of a package.json that say where it lives. */
export interface PackageManifest {
  readonly name?: string;
  readonly homepage?: unknown;
  readonly repository?: string | { readonly url?: string; readonly directory?: string };
}

const HOSTED =
  /^(?:git\+)?(?:(?:https?|git|ssh):\/\/)?(?:[^@/]+@)?(?:www\.)?(github|gitlab)\.com[/:]([^/\s]+)\/([^/#\s]+?)(?:\.git)?(?:\/tree\/[^/]+\/(.+?))?\/?(?:#.*)?$/;
const SHORTHAND = /^(?:(github|gitlab):)?([\w.-]+)\/([\w.-]+)$/;

/** Where the public reads a file of a package; `anchor` is used where the host has anchors of that kind. */
export type PublicUrl = (path: string, anchor: string) => string;

/** From `repository` where its host is known, else `homepage`, else the registry's page. */
export function publicUrlOf(manifest: PackageManifest, name: string): PublicUrl {
  const { repository } = manifest;
  const text = typeof repository === 'string' ? repository : (repository?.url ?? '');
  const hosted = HOSTED.exec(text) ?? SHORTHAND.exec(text);
  if (hosted) {
    const [, host = 'github', owner, repo, tree] = hosted;
    const stated = typeof repository === 'object' ? repository.directory : tree;
    const folder = (stated ?? '').replace(/^\.?\/+|\/+$/g, '');
    const root = `https://${host}.com/${owner}/${repo}/${host === 'gitlab' ? '-/' : ''}blob/HEAD/`;
    return (path, anchor) =>
      root + encodeURI(folder ? `${folder}/${path}` : path) + (anchor && `#${encodeURIComponent(anchor)}`);
  }
  const { homepage } = manifest;
  const page =
    typeof homepage === 'string' && /^https?:\/\/\S+$/.test(homepage)
      ? homepage
      : `https://www.npmjs.com/package/${name}`;
  return () => page;
}
