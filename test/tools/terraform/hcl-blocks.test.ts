import { expect, it } from 'vitest';
import { hclAttributes, hclBlocks } from '../../../src/tools/terraform/index.ts';

const TEXT = `
# resource "commented" "out" { prevent_destroy = true }
resource "aws_kms_key" "app" {
  policy = "{ \${jsonencode({ a = "}" })} # no comment"

  lifecycle {
    prevent_destroy = true // stays
    ignore_changes  = [tags]
  }
}

/* resource "x" "y" {} */
locals {
  one = { for k, v in var.a : k => v
    if v != "}" }
  two = <<-EOT
    resource "text" "only" {
    three = 3
  EOT
  four = module.network.id
}
`;

it('finds blocks past comments, strings with braces, templates and here-documents', () => {
  expect(hclBlocks(TEXT).map(({ type, labels }) => [type, ...labels])).toEqual([
    ['resource', 'aws_kms_key', 'app'],
    ['locals'],
  ]);
  const [key] = hclBlocks(TEXT);
  expect(hclBlocks(key?.body ?? '').map(({ type }) => type)).toEqual(['lifecycle']);
  expect(hclAttributes(hclBlocks(key?.body ?? '')[0]?.body ?? '')).toEqual({
    prevent_destroy: 'true',
    ignore_changes: '[tags]',
  });
});

it('reads the expressions of locals whole, over several lines', () => {
  const locals = hclAttributes(hclBlocks(TEXT)[1]?.body ?? '');
  expect(Object.keys(locals)).toEqual(['one', 'two', 'four']);
  expect(locals.one).toContain('if v != "}" }');
  expect(locals.four).toBe('module.network.id');
});
