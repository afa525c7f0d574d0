/**
 * How the tables of permissions are written: a resource type with the calls that Terraform's provider makes for it, as
 * words of one service. Never a wildcard: what an operator is asked to hold is named.
 */
export type Work = 'create' | 'read' | 'update' | 'delete' | 'tag';

/** Actions by what Terraform does to the resource; `tag` is needed whenever tags are set, changed or removed. */
export type ResourceRow = { type: string } & Readonly<Record<Work, readonly string[]>>;

type Words = Partial<Record<Work, string>>;

/** `words` name actions of `service`; one of another service carries its prefix (`kms:CreateGrant`). */
export function row(type: string, service: string, words: Words): ResourceRow {
  const read = (text = ''): string[] =>
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => (word.includes(':') ? word : `${service}:${word}`));
  return {
    type,
    create: read(words.create),
    read: read(words.read),
    update: read(words.update),
    delete: read(words.delete),
    tag: read(words.tag),
  };
}
