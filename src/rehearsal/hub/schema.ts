/** The stand-in hub's tables: as much of the hub's schema as a deployment touches, in our own words. */

export const HUB_DATABASE = 'flip';
export const HUB_USER = 'flip_admin';

export const HUB_SCHEMA = `
create table projects (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);
create table trust (
  id uuid primary key,
  name text not null unique,
  code text not null unique,
  api_key_hash text,
  created_at timestamptz not null default now()
);
create table fl_kit_slot (
  name text primary key,
  trust_id uuid unique references trust (id) on delete set null,
  assigned_at timestamptz
);
`;
