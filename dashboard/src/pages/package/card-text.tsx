import { Code, List, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { columnKind } from "../../parts/column-kind.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { type CardBlock, cardBlocks } from "./card-blocks.ts";

/** A model card, as text: nothing in it becomes HTML of its own. */
export function CardText({ text }: { readonly text: string }): ReactNode {
  return (
    <div style={{ maxWidth: 820 }}>
      {cardBlocks(text).map((block) => (
        <Block key={block.at} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: CardBlock }): ReactNode {
  switch (block.kind) {
    case "heading":
      return (
        <Title order={block.level <= 1 ? 3 : 4} size={block.level <= 1 ? "h4" : "h5"} mt="md" mb={4}>
          <Inline text={block.text} />
        </Title>
      );
    case "list":
      return (
        <List size="sm" spacing={2} my="xs" style={{ overflowWrap: "anywhere" }}>
          {block.items.map((item) => (
            <List.Item key={item}>
              <Inline text={item} />
            </List.Item>
          ))}
        </List>
      );
    case "table":
      return <CardTable head={block.head} rows={block.rows} />;
    case "code":
      return <Code block>{block.text}</Code>;
    case "paragraph":
      return (
        <Text size="sm" my="xs" style={{ overflowWrap: "anywhere" }}>
          <Inline text={block.text} />
        </Text>
      );
    default:
      return block satisfies never;
  }
}

type CardTableProps = Pick<Extract<CardBlock, { kind: "table" }>, "head" | "rows">;

function CardTable({ head, rows }: CardTableProps): ReactNode {
  return (
    <DataTable
      label={head.join(", ")}
      leastWidth={Math.min(600, 130 * head.length)}
      rows={rows}
      rowKey={(cells) => cells.join("|")}
      columns={head.map((header, at) => ({
        header,
        kind: columnKind(rows.map((cells) => cells[at])),
        cell: (cells: readonly string[]) => <Inline text={cells[at] ?? ""} />,
      }))}
    />
  );
}

/** Code and bold parts of a line. */
function Inline({ text }: { readonly text: string }): ReactNode {
  return Array.from(text.matchAll(/`[^`]+`|\*\*[^*]+\*\*|[^`*]+|[`*]/g), ({ 0: part, index }) => {
    if (part.length > 2 && part.startsWith("`")) return <Code key={index}>{part.slice(1, -1)}</Code>;
    return part.startsWith("**") ? <b key={index}>{part.slice(2, -2)}</b> : part;
  });
}
